package httpd

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

var refusedCode = regexp.MustCompile(`Refuse\((?:belong\.)?\w+,\s*"(\w+)"`)

// Everything that is refused to a submitter is told to them in their language.
func TestEveryRefusalOfAVideoIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../intake/*.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	for _, file := range append(files, "../belong/submission.go", "../belong/cut.go", "../belong/error.go") {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range refusedCode.FindAllStringSubmatch(string(source), -1) {
			codes[m[1]] = file
		}
	}
	if len(codes) < 20 {
		t.Fatalf("found only %d codes; does the expression still fit?", len(codes))
	}
	for code, file := range codes {
		for _, locale := range web.Locales {
			if !web.Words(locale).Has("problem." + code) {
				t.Errorf("%s refuses with %q, which has no words in %q", file, code, locale)
			}
		}
	}
}

func TestAFindingIsNotRoundedToItsLimit(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]string{35.04: "35.1", 35.4: "35.4", 42.3: "42"} {
		f := belong.Finding{Code: belong.TooLong, Value: value, Limit: 35}
		if got := findingText(f, sampleCampaign(), web.Words("en")); !strings.HasPrefix(got, "The video is "+want+" seconds long; the campaign shows up to 35.") {
			t.Errorf("%v seconds: %q", value, got)
		}
	}
}

// Whoever is logged in, and may not see a page, can go back to work, or log out.
func TestAPageThatIsNotForThisAccountHasAWayOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.staff(belong.Moderator).get("/staff/mail").was(http.StatusForbidden)
	if got := page.attr("main a.button", "href"); got != "/staff" {
		t.Errorf("the way back leads to %q", got)
	}
	page.one("form[action='/logout'] button")
}

func TestALinkToAClipThatIsTakenDownSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.visitor().get("/wall/" + s.campaign.Slug + "/" + string(sampleID(7))).was(http.StatusNotFound)
	page.says("h1", "not shown any more")
}
