package belong

import (
	"maps"
	"slices"
)

// ClipRules is how a campaign wants its clips made and judged. The zero value is what suits most.
type ClipRules struct {
	ShortSide  int                      // of post, in pixels: 720 (also 0), or 1080
	Copy       bool                     // what already fits every network is copied instead of encoded
	Severities map[FindingCode]Severity // in place of the findings' own
}

// Judge gives findings of a code another severity; with an empty one, their own again.
func (r *ClipRules) Judge(code FindingCode, severity Severity) {
	severities := maps.Clone(r.Severities)
	if severities == nil {
		severities = map[FindingCode]Severity{}
	}
	severities[code] = severity
	if severity == "" {
		delete(severities, code)
	}
	r.Severities = severities
}

// Validate tells the first rule that cannot be.
func (r ClipRules) Validate() error {
	if r.ShortSide != 0 && r.ShortSide != 720 && r.ShortSide != 1080 {
		return Refuse(Invalid, "post_size", "Videos can be posted with 720 or 1080 pixels on the short side, not with %d.", r.ShortSide).In("post_size")
	}
	for _, code := range slices.Sorted(maps.Keys(r.Severities)) {
		severity := r.Severities[code]
		switch {
		case !slices.Contains(FindingCodes, code):
			return Refuse(Invalid, "severity", "There is no finding %q. There are %s.", code, FindingCodes).In("severity")
		case severity != Info && severity != Warning && severity != Fatal:
			return Refuse(Invalid, "severity", "A finding is an info, a warning or an error; %q (for %s) is none of these.", severity, code).In("severity")
		case (code == NotVideo || code == TooComplex) && severity != Fatal:
			return Refuse(Invalid, "severity", "%s is always an error: nothing can be made of such a file.", code).In("severity")
		case code.Advice() && severity == Fatal:
			return Refuse(Invalid, "severity", "%s can't be an error: only a program listened, and it may have misheard. It is an info or a warning.", code).In("severity")
		}
	}
	return nil
}
