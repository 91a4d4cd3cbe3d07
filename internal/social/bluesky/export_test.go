package bluesky

import (
	"context"
	"encoding/json"
	"strings"
)

// FacetsOf is facetsOf where only handles that begin with "known" are somebody's.
func FacetsOf(ctx context.Context, text string) ([]byte, error) {
	facets, err := facetsOf(ctx, text, func(_ context.Context, handle string) (string, error) {
		if strings.HasPrefix(handle, "known") {
			return "did:" + handle, nil
		}
		return "", nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(facets)
}
