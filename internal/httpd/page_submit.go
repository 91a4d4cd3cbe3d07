package httpd

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/web"
)

// submitPage is the form with which a person sends their video.
type submitPage struct {
	page
	dayView
	mistakes
	limitsView
	Form        submitForm
	Questions   []questionView
	ClosingLine string
	Release     releaseView
}

// submitForm is what was typed so far.
type submitForm struct {
	labelForm
	Partner, Question, Role, Email, GuardianEmail string
	Minor, Agree                                  bool
	HandleX, HandleBluesky, HandleMastodon        string
	release                                       string // the version that they saw
}

// labelForm is who is shown with a video.
type labelForm struct {
	Name, Title, Organization string
	WholeName                 bool
}

// limitsView is what a clip may be, for the page that takes one and its script.
type limitsView struct {
	Bytes       int64
	Seconds     int
	Longest     int
	ScriptWords string // JSON
}

func newLimitsView(l belong.Limits, words web.Language) limitsView {
	return limitsView{
		Bytes: l.Bytes, Seconds: int(l.Length.Seconds()), Longest: int(l.Longest.Seconds()), ScriptWords: scriptWords(words, "script.", "problem."),
	}
}

// scriptWords are the sentences that scripts say, by key: those whose keys begin with one of the prefixes.
func scriptWords(words web.Language, prefixes ...string) string {
	b, err := json.Marshal(words.Family(prefixes...))
	if err != nil {
		panic(err) // a map of strings is always JSON
	}
	return string(b)
}

// submitFields are the form's fields that a mistake can be about.
var submitFields = []string{"question", "role", "name", "title", "organization", "email", "guardian_email", "handles", "agree", "file"}

// pageSubmitGet shows the form, with the question chosen that a link names.
func (s *Server) pageSubmitGet(c *gin.Context) {
	locale := s.locale(c)
	campaign, day, ok := s.campaignOf(c, c.Param("slug"))
	if !ok {
		return
	}
	if campaign.TakesUploads(day.Now) != nil {
		s.shut(c, http.StatusOK, locale, campaign, day)
		return
	}
	form := submitForm{Question: c.Query("question"), Partner: c.Query("partner")}
	s.render(c, http.StatusOK, "submit", locale, newSubmitPage(campaign, day, locale, form, mistakes{}))
}

func newSubmitPage(c belong.Campaign, day dayView, locale string, form submitForm, m mistakes) submitPage {
	return submitPage{
		page: page{Here: "/c/" + c.Slug + "/submit", Campaign: headOf(c)}, dayView: day, mistakes: m,
		limitsView: newLimitsView(c.Limits, web.Words(locale)), Form: form, Questions: questionViews(c, locale),
		ClosingLine: c.ClosingLine, Release: newReleaseView(c.Release, locale),
	}
}

// pageSubmitPost takes the form with the video in it, as a browser without scripts sends it.
func (s *Server) pageSubmitPost(c *gin.Context) {
	locale := s.locale(c)
	words := web.Words(locale)
	campaign, day, ok := s.campaignOf(c, c.Param("slug"))
	if !ok {
		return
	}
	if campaign.TakesUploads(day.Now) != nil {
		s.shut(c, http.StatusServiceUnavailable, locale, campaign, day)
		return
	}
	sent, err := s.readVideoForm(c, campaign.Limits.Bytes)
	if err != nil {
		s.oops(c, err)
		return
	}
	defer sent.video.remove()
	var m mistakes
	form := readSubmitForm(sent.fields)
	form.check(words, &m)
	sent.check(campaign.Limits, words, &m)
	var draft intake.Created
	if !m.any() {
		draft, err = s.Intake.Create(c.Request.Context(), form.draft(campaign.Slug, locale))
		if err != nil && !m.refused(err, words, submitFields...) {
			s.oops(c, err)
			return
		}
	}
	if m.any() {
		s.render(c, http.StatusUnprocessableEntity, "submit", locale, newSubmitPage(campaign, day, locale, form, m))
		return
	}
	s.setCookie(c, ownerCookie+string(draft.Submission.ID), draft.Token, ownerLife)
	s.receive(c, draft.Submission.ID, sent.video, locale)
}

// receive takes the video of a form in, and goes to the status page: the submission is there, even where the video was
// refused.
func (s *Server) receive(c *gin.Context, id belong.ID, video formVideo, locale string) {
	err := s.Intake.Receive(c.Request.Context(), id, video.name, video.file, video.size)
	if err == nil {
		see(c, "/s/"+string(id), "done", "arrived")
		return
	}
	var m mistakes
	if !m.refused(err, web.Words(locale), "file") {
		s.oops(c, err)
		return
	}
	s.showStatus(c, id, http.StatusUnprocessableEntity, locale, statusAsk{mistakes: m})
}

func readSubmitForm(fields url.Values) submitForm {
	typed := func(name string) string { return strings.TrimSpace(fields.Get(name)) }
	return submitForm{
		labelForm: readLabelForm(fields), Partner: typed("partner"), Question: typed("question"), Role: typed("role"),
		Email: typed("email"), Minor: typed("minor") != "", GuardianEmail: typed("guardian_email"),
		HandleX: typed("handle_x"), HandleBluesky: typed("handle_bluesky"), HandleMastodon: typed("handle_mastodon"),
		Agree: typed("agree") != "", release: typed("release"),
	}
}

func readLabelForm(fields url.Values) labelForm {
	typed := func(name string) string { return strings.TrimSpace(fields.Get(name)) }
	return labelForm{Name: typed("name"), Title: typed("title"), Organization: typed("organization"), WholeName: typed("whole_name") != ""}
}

// check finds what is missing, all of it at once; what is wrong with what is there, intake says.
func (f submitForm) check(words web.Language, m *mistakes) {
	if f.Question == "" {
		m.add("question", words.T("script.need_question"))
	}
	if f.Role == "" {
		m.add("role", words.T("script.need_role"))
	}
	f.labelForm.check(words, m)
	if f.Minor && f.GuardianEmail == "" {
		m.add("guardian_email", words.T("script.need_guardian"))
	}
	if !f.Agree {
		m.add("agree", words.T("script.need_agree"))
	}
}

func (f labelForm) check(words web.Language, m *mistakes) {
	if f.Name == "" {
		m.add("name", words.T("script.need_name"))
	}
	if f.Title == "" {
		m.add("title", words.T("script.need_title"))
	}
	if f.Organization == "" {
		m.add("organization", words.T("script.need_organization"))
	}
}

// handles are the names at networks that were typed; nobody asks a minor for theirs.
func (f submitForm) handles() map[belong.ChannelKind]string {
	if f.Minor {
		return nil
	}
	return map[belong.ChannelKind]string{belong.X: f.HandleX, belong.Bluesky: f.HandleBluesky, belong.Mastodon: f.HandleMastodon}
}

// Mentions tells whether a name at a network was typed.
func (f submitForm) Mentions() bool { return f.HandleX+f.HandleBluesky+f.HandleMastodon != "" }

func (f labelForm) amendment() intake.Amendment {
	return intake.Amendment{Name: f.Name, Title: f.Title, Organization: f.Organization, WholeName: f.WholeName}
}

func (f submitForm) draft(campaign, locale string) intake.Draft {
	return intake.Draft{
		Campaign: campaign, Name: f.Name, Title: f.Title, Organization: f.Organization, WholeName: f.WholeName,
		Question: f.Question, Role: f.Role, Email: f.Email, Minor: f.Minor, GuardianEmail: f.GuardianEmail,
		Release: f.release, Locale: locale, Partner: f.Partner, Handles: f.handles(),
	}
}
