package s3_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belonginstem/belong/internal/blob/s3"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]s3.Config{
		"s3://clips":                            {Bucket: "clips"},
		"s3://clips/":                           {Bucket: "clips"},
		"s3://clips?region=eu-central-1":        {Bucket: "clips", Region: "eu-central-1"},
		"s3://clips?path_style=true":            {Bucket: "clips", PathStyle: true},
		"s3://my.clips-2?endpoint=https://a.b":  {Bucket: "my.clips-2", Endpoint: "https://a.b", Region: "us-east-1", PathStyle: true},
		"s3://clips?endpoint=http%3A%2F%2Fa:90": {Bucket: "clips", Endpoint: "http://a:90", Region: "us-east-1", PathStyle: true},
		"s3://clips?path_style=false&region=auto&endpoint=https://a.b": {
			Bucket: "clips", Endpoint: "https://a.b", Region: "auto",
		},
	} {
		got, err := s3.ParseURL(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", address, diff)
		}
	}
}

func TestParseURLSaysWhatToChange(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"clips":                            "must begin with s3://",
		"https://clips":                    "must begin with s3://",
		"s3://":                            "no bucket name",
		"s3://My_Clips":                    `"My_Clips" is no bucket name`,
		"s3://clips:9000":                  "no bucket name",
		"s3://clips/folder":                "nothing may follow the bucket",
		"s3://clips#x":                     "nothing may follow the bucket",
		"s3://AKIA:hush@clips":             "keys go into AWS_ACCESS_KEY_ID",
		"s3://AKIA:hush/x@clips":           "not of the form",
		"s3://clips?endpoint=a.b":          "endpoint must be https://",
		"s3://clips?endpoint=ftp://a.b":    "endpoint must be https://",
		"s3://clips?endpoint=https://":     "endpoint must be https://",
		"s3://clips?endpoint=http://u:p@a": "endpoint must be https://",
		"s3://clips?path_style=maybe":      `true or false, not "maybe"`,
		"s3://clips?region=":               "give region one value",
		"s3://clips?region=a&region=b":     "give region one value",
		"s3://clips?secret=hush":           `no parameter "secret"`,
		"s3://clips?pathstyle=true":        "only endpoint, region and path_style",
		"s3://clips?region=%zz":            "can't be read",
	} {
		_, err := s3.ParseURL(address)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want it to say %q", address, err, want)
			continue
		}
		if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q tells a secret, or more than a line", address, err)
		}
	}
}
