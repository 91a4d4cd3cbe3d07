package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/belonginstem/belong/internal/blob"
)

// explain says what the operator can do about err, where that is known, before what the store said. nil stays nil.
func (s *Store) explain(what, key string, err error) error {
	if err == nil {
		return nil
	}
	if cause := s.cause(err); cause != nil {
		return fmt.Errorf("%s blob %s: %w: %w", what, key, cause, err)
	}
	return fmt.Errorf("%s blob %s: %w", what, key, err)
}

func (s *Store) cause(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode() {
		case "NoSuchBucket":
			return fmt.Errorf("there is no bucket %q", s.bucket)
		case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "TokenRefreshRequired":
			return errors.New("the store does not accept AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
		case "AccessDenied", "AllAccessDisabled":
			return fmt.Errorf("the keys may not do this in bucket %q", s.bucket)
		case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
			return fmt.Errorf("bucket %q is in another region or behind another endpoint", s.bucket)
		case "RequestTimeTooSkewed":
			return errors.New("the clock of this machine is wrong")
		case "PreconditionFailed":
			return errors.New("it was replaced while it was being read")
		case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull":
			return blob.ErrNoSpace
		case "NoSuchKey", "NoSuchUpload":
			return blob.ErrNotFound
		}
	}
	var unsent *smithyhttp.RequestSendError
	if errors.As(err, &unsent) {
		return errors.New("the store can't be reached")
	}
	// The answer to a HEAD has no body, hence no code but its status.
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		switch response.HTTPStatusCode() {
		case http.StatusNotFound:
			return blob.ErrNotFound
		case http.StatusForbidden:
			return fmt.Errorf("the keys may not do this in bucket %q", s.bucket)
		case http.StatusInsufficientStorage:
			return blob.ErrNoSpace
		}
	}
	return nil
}
