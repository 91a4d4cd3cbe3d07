package xsim

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Lag hides posts that are made from now on from their timeline for so many reads of it; below zero, until Lag is told
// again, which shows all.
func (s *Sim) Lag(reads int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag = reads
	for _, p := range s.posts {
		p.hidden = 0
	}
}

func (s *Sim) getMe(r *http.Request, by *account) reply {
	if no := known(r, "user.fields", "expansions", "post.fields", "tweet.fields"); no != nil {
		return *no
	}
	me := object{"id": by.id, "username": by.username, "name": by.username}
	if slices.Contains(list(r.URL.Query(), "user.fields"), "protected") {
		me["protected"] = by.protected
	}
	return data(me)
}

// A view is what a reader wants to see of posts.
type view struct{ fields, mediaFields []string }

func viewOf(r *http.Request, more ...string) (view, *reply) {
	names := append([]string{"post.fields", "tweet.fields", "expansions", "media.fields", "user.fields", "poll.fields", "place.fields"}, more...)
	if no := known(r, names...); no != nil {
		return view{}, no
	}
	q := r.URL.Query()
	v := view{fields: slices.Concat(list(q, "post.fields"), list(q, "tweet.fields"))}
	if slices.Contains(list(q, "expansions"), "attachments.media_keys") {
		v.fields = append(v.fields, "attachments")
		v.mediaFields = append(list(q, "media.fields"), "media_key", "type")
	}
	return v, nil
}

func list(q url.Values, name string) []string {
	if q.Get(name) == "" {
		return nil
	}
	return strings.Split(q.Get(name), ",")
}

func (v view) post(p *post) object {
	out := object{"id": p.id, "text": p.shown(), "edit_history_post_ids": []string{p.id}}
	if slices.Contains(v.fields, "created_at") {
		out["created_at"] = p.madeAt.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	if slices.Contains(v.fields, "author_id") {
		out["author_id"] = p.by.id
	}
	if len(p.media) > 0 && slices.Contains(v.fields, "attachments") {
		keys := make([]string, len(p.media))
		for i, m := range p.media {
			keys[i] = m.Key
		}
		out["attachments"] = object{"media_keys": keys}
	}
	return out
}

// media are those of the posts, where they were asked for.
func (v view) media(posts []*post) []object {
	if v.mediaFields == nil {
		return nil
	}
	var out []object
	for _, p := range posts {
		for _, m := range p.media {
			one := object{"media_key": m.Key, "type": "video"}
			if m.Alt != "" && slices.Contains(v.mediaFields, "alt_text") {
				one["alt_text"] = m.Alt
			}
			out = append(out, one)
		}
	}
	return out
}

func (s *Sim) getPosts(r *http.Request, _ *account) reply {
	view, no := viewOf(r, "max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude")
	if no != nil {
		return *no
	}
	id := r.PathValue("id")
	if !slices.ContainsFunc(s.accounts, func(a *account) bool { return a.id == id }) {
		return jsonReply(http.StatusOK, object{"errors": []object{missing("user", id)}})
	}
	q, no := pageOf(r.URL.Query())
	if no != nil {
		return *no
	}
	page, next := s.page(id, q)
	meta := object{"result_count": len(page)}
	if len(page) == 0 {
		return jsonReply(http.StatusOK, object{"meta": meta})
	}
	meta["newest_id"], meta["oldest_id"] = page[0].id, page[len(page)-1].id
	if next {
		meta["next_token"] = base32.HexEncoding.EncodeToString([]byte(page[len(page)-1].id))
	}
	posts := make([]object, len(page))
	for i, p := range page {
		posts[i] = view.post(p)
	}
	out := object{"data": posts, "meta": meta}
	if media := view.media(page); media != nil {
		out["includes"] = object{"media": media}
	}
	return jsonReply(http.StatusOK, out)
}

// page are the account's posts that q asks for, and whether there are more behind them.
func (s *Sim) page(id string, q pageQuery) (page []*post, more bool) {
	for _, p := range slices.Backward(s.posts) {
		if p.by.id != id || p.gone || !q.wants(p) {
			continue
		}
		if p.hidden != 0 {
			p.hidden = max(-1, p.hidden-1)
			continue
		}
		if len(page) == q.most {
			return page, true
		}
		page = append(page, p)
	}
	return page, false
}

// A pageQuery is which posts a reader wants. Zero is no bound.
type pageQuery struct {
	most         int
	from, to     time.Time
	above, below int64 // their IDs
}

func pageOf(q url.Values) (pageQuery, *reply) {
	out := pageQuery{most: 10}
	var bad string
	parse := func(name string, into func(string) error) {
		if v := q.Get(name); v != "" && into(v) != nil {
			bad = name
		}
	}
	number := func(n *int64) func(string) error {
		return func(v string) (err error) { *n, err = strconv.ParseInt(v, 10, 64); return err }
	}
	moment := func(t *time.Time) func(string) error {
		return func(v string) (err error) { *t, err = time.Parse(time.RFC3339, v); return err }
	}
	parse("max_results", func(v string) (err error) { out.most, err = strconv.Atoi(v); return err })
	parse("start_time", moment(&out.from))
	parse("end_time", moment(&out.to))
	parse("since_id", number(&out.above))
	parse("until_id", number(&out.below))
	parse("pagination_token", func(v string) error {
		id, err := base32.HexEncoding.DecodeString(v)
		if err != nil {
			return err
		}
		return number(&out.below)(string(id))
	})
	if out.most < 5 || out.most > 100 {
		bad = "max_results"
	}
	if bad != "" {
		return pageQuery{}, invalid("The query parameter [" + bad + "] can't be that.")
	}
	return out, nil
}

func (q pageQuery) wants(p *post) bool {
	id, err := strconv.ParseInt(p.id, 10, 64)
	return err == nil && !p.madeAt.Before(q.from) && (q.to.IsZero() || p.madeAt.Before(q.to)) &&
		id > q.above && (q.below == 0 || id < q.below)
}
