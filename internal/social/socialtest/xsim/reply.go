package xsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// mostBody is what X's proxies were seen to take: a megabyte or four, and not five.
const mostBody = 4<<20 + 64<<10

// readBody reads the body, and puts it back for the handler.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return b, nil
}

// A reply is an answer, before it is sent.
type reply struct {
	status int
	kind   string // of the body; empty is JSON
	header map[string]string
	body   []byte
}

func (rep reply) write(w http.ResponseWriter) {
	kind := rep.kind
	if kind == "" {
		kind = "application/json; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	for name, value := range rep.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(rep.status)
	_, _ = w.Write(rep.body) // who doesn't listen any more gets nothing
}

// object is a JSON object.
type object map[string]any

func jsonReply(status int, v any) reply {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // these are all plain values
	}
	return reply{status: status, body: b}
}

func data(v object) reply { return jsonReply(http.StatusOK, object{"data": v}) }

// problem is a no of version 2, of one of the kinds in X's description.
func problem(status int, kind, title, detail string) reply {
	return problemWith(status, kind, title, detail, object{})
}

func problemWith(status int, kind, title, detail string, more object) reply {
	more["status"], more["title"], more["detail"] = status, title, detail
	more["type"] = "https://api.x.com/2/problems/" + kind
	rep := jsonReply(status, more)
	rep.kind = "application/problem+json; charset=utf-8"
	return rep
}

// blank is a no of version 2 of no kind; X's description has none like it, but X says so.
func blank(status int, title, detail string) reply {
	rep := jsonReply(status, object{"status": status, "title": title, "detail": detail, "type": "about:blank"})
	rep.kind = "application/problem+json; charset=utf-8"
	return rep
}

// codes is a no of what stands before version 2.
func codes(status, code int, message string) reply {
	return jsonReply(status, object{"errors": []object{{"code": code, "message": message}}})
}

func invalid(detail string) *reply {
	rep := problem(http.StatusBadRequest, "invalid-request", "Invalid Request", detail)
	return &rep
}

func internalError() reply {
	return problem(http.StatusInternalServerError, "internal-error", "Internal Server Error", "Something is broken.")
}

// missing is what X says in place of what is not there.
func missing(resource, id string) object {
	return object{
		"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found Error",
		"detail":        fmt.Sprintf("Could not find %s with id: [%s].", resource, id),
		"resource_type": resource, "parameter": "id", "resource_id": id, "value": id,
	}
}

// decode reads a JSON body, and refuses fields that X's description does not have.
func decode(r *http.Request, into any) *reply {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return invalid("The body is not application/json.")
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return invalid("The body can't be read: " + err.Error())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return invalid("Something follows the body's object.")
	}
	return nil
}

// known refuses parameters that a call does not have.
func known(r *http.Request, names ...string) *reply {
	allowed := map[string]bool{}
	for _, name := range names {
		allowed[name] = true
	}
	for name, values := range r.URL.Query() {
		if !allowed[name] || len(values) != 1 {
			return invalid(fmt.Sprintf("The query parameter [%s] is not one of those that this call has.", name))
		}
	}
	return nil
}
