package s3

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Config says which bucket to use. It holds no keys: these come from Credentials.
type Config struct {
	Bucket    string
	Endpoint  string // http(s)://host[:port] of a store that isn't Amazon's; "" is Amazon's
	Region    string // "" is what AWS_REGION or the shared configuration says
	PathStyle bool   // the bucket is the first part of the path, not of the host name

	// Credentials give the keys. nil looks where all AWS programs do: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the
	// shared configuration, the machine's own role.
	Credentials aws.CredentialsProvider
}

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// ParseURL reads s3://bucket?endpoint=https://host&region=name&path_style=true. Every parameter may be left out: with an
// endpoint, region is us-east-1 and path_style is true, since stores that aren't Amazon's all understand these. An error
// is one line that says what to change, and repeats no key that was put into the address by mistake.
func ParseURL(raw string) (Config, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return Config{}, errors.New("storage address: not of the form s3://bucket?endpoint=https://host")
	}
	switch {
	case u.Scheme != "s3":
		return Config{}, errors.New("storage address: must begin with s3://")
	case u.User != nil:
		return Config{}, errors.New("storage address: keys go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, not here")
	case !bucketName.MatchString(u.Host):
		return Config{}, fmt.Errorf("storage address: %q is no bucket name (3 to 63 lower-case letters, digits, - and .)", u.Host)
	case u.Path != "" && u.Path != "/" || u.Fragment != "":
		return Config{}, errors.New("storage address: nothing may follow the bucket but ?parameters; Belong uses a bucket of its own")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Config{}, errors.New("storage address: the part after ? can't be read; write % as %25, & as %26")
	}
	c := Config{Bucket: u.Host}
	for name, values := range query {
		if err := c.set(name, values); err != nil {
			return Config{}, err
		}
	}
	if c.Endpoint != "" {
		if c.Region == "" {
			c.Region = "us-east-1"
		}
		c.PathStyle = c.PathStyle || !query.Has("path_style")
	}
	return c, nil
}

func (c *Config) set(name string, values []string) error {
	value := values[0]
	if len(values) > 1 || value == "" {
		return fmt.Errorf("storage address: give %s one value, or leave it out", name)
	}
	switch name {
	case "endpoint":
		u, err := url.Parse(value)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
			return errors.New("storage address: endpoint must be https://host or http://host, with :port if need be")
		}
		c.Endpoint = value
	case "region":
		c.Region = value
	case "path_style":
		on, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("storage address: path_style is true or false, not %q", value)
		}
		c.PathStyle = on
	default:
		return fmt.Errorf("storage address: there is no parameter %q, only endpoint, region and path_style", name)
	}
	return nil
}
