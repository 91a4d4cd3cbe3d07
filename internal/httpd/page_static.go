package httpd

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// staticGet serves scripts and styles. Their names change with their content, so browsers keep them for good.
func (s *Server) staticGet(c *gin.Context) {
	asset, ok := web.FindAsset(c.Param("name"))
	if !ok {
		s.fail(c, belong.ErrNotFound)
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("Vary", "Accept-Encoding")
	content := asset.Plain
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Header("Content-Encoding", "gzip")
		content = asset.Gzipped
	}
	c.Data(http.StatusOK, asset.ContentType, content)
}
