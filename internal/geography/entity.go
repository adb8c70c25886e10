package geography

// IsEntity marks a country as something other subgraphs may refer to by its code (Apollo Federation 2).
func (Country) IsEntity() {}
