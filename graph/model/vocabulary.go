package model

// Vocabulary is the words for the values of one enum of the schema.
type Vocabulary struct {
	Name  string
	Terms []VocabularyTerm
}

// VocabularyTerm is the words for one value.
type VocabularyTerm struct {
	Enum  string
	Value string
}
