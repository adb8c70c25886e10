package auth

// texts gives the strings at a path into claims. A claim's own name may hold dots, as in
// "https://example.org/roles", so a name goes as far as one that is there. Whatever is not a string or a
// list of strings gives nothing.
func texts(claims map[string]any, path string) []string {
	if value, ok := claims[path]; ok {
		return asTexts(value)
	}
	for i := range len(path) {
		if path[i] != '.' {
			continue
		}
		if inner, ok := claims[path[:i]].(map[string]any); ok {
			if found := texts(inner, path[i+1:]); found != nil {
				return found
			}
		}
	}
	return nil
}

func asTexts(value any) (found []string) {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			if text, ok := x.(string); ok {
				found = append(found, text)
			}
		}
	}
	return found
}
