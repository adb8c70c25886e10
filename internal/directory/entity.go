package directory

// IsEntity marks every record as one that other subgraphs may refer to by its key (Apollo Federation 2).
// It is the one mark that the GraphQL generator needs on a domain type.
func (Common) IsEntity() {}
