package httpd

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// newAPI is an empty JSON API that describes itself at /api/v1/openapi.json. Typed handlers are its only description.
func newAPI(r *gin.Engine, g *gin.RouterGroup, version string) huma.API {
	humaProblems()
	conf := huma.DefaultConfig("Belong", version)
	conf.OpenAPIPath = "/api/v1/openapi"
	conf.DocsPath, conf.SchemasPath = "", ""
	conf.CreateHooks = nil // no "$schema" in answers
	conf.Info.Description = "Videos come in, are reviewed, get a slot on the day, and are posted. Errors are application/problem+json " +
		"with a stable code and a sentence for people. Staff send a session or an API key, the owner of a submission its token, " +
		"as `Authorization: Bearer`. Videos are uploaded by tus 1.0 at a submission's upload_url."
	conf.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":   {Type: "http", Scheme: "bearer", Description: "A member of staff's API key"},
		"token": {Type: "http", Scheme: "bearer", Description: "A submission's token"},
	}
	return humagin.NewWithGroup(r, g, conf)
}

// Who may call an operation, as the description says it; the handlers enforce it.
var (
	forStaff = []map[string][]string{{"key": {}}}
	forOwner = []map[string][]string{{"token": {}}}
	forBoth  = []map[string][]string{{"key": {}}, {"token": {}}}
)

// register adds an operation whose errors become problems.
func register[I, O any](s *Server, api huma.API, op huma.Operation, handle func(context.Context, *I) (*O, error)) {
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.refusal(err)
		}
		return out, nil
	})
}

// A body is an answer with a JSON body.
type body[T any] struct{ Body T }

func answer[T any](v T) *body[T] { return &body[T]{Body: v} }

// known is a moment as an answer has it: none where there is none.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// nothing is an answer without a body: 204.
type nothing struct{}

// BySlug is the input of what concerns a campaign alone.
type BySlug struct {
	Slug string `path:"slug" example:"you-belong-in-stem"`
}

// ByID is the input of what concerns one thing alone.
type ByID struct {
	ID belong.ID `path:"id" maxLength:"32"`
}

func op(method, path, id, summary string, security []map[string][]string) huma.Operation {
	o := huma.Operation{Method: method, Path: "/api/v1" + path, OperationID: id, Summary: summary, Security: security, MaxBodyBytes: bodyLimit}
	if method == http.MethodDelete {
		o.DefaultStatus = http.StatusNoContent
	}
	return o
}
