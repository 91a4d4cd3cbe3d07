package intake

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/belonginstem/belong/internal/belong"
)

// partSize is the least that S3 takes as a part of an upload that goes on. All parts but the last are of this size, which
// some stores want, and which tells from an offset alone in which part it lies.
const partSize = 5 << 20

// Bucket sends an upload to S3 as the parts of a multipart upload of its final key. What doesn't fill a part yet, the
// tail, is kept as an object of its own, named by the part that it begins: it is good for as long as that part isn't
// there, so at no moment is a byte lost that was acknowledged. (tusd's own store for S3 takes the tail away before it
// has sent it again, and lets a few slow senders hold up all others.)
type Bucket struct {
	client *s3.Client
	name   string
	temp   string
}

// NewBucket uses temp, a folder on this machine, for the parts under way: at most two for each request that sends bytes.
// They have no name there, so that nothing is left behind, whatever happens.
func NewBucket(client *s3.Client, bucket, temp string) (*Bucket, error) {
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, fmt.Errorf("folder for parts of uploads: %w", err)
	}
	return &Bucket{client: client, name: bucket, temp: temp}, nil
}

// Begin is Incoming's. The upload is named by the clip and the store's own name for the multipart upload.
func (b *Bucket) Begin(ctx context.Context, clip belong.ID) (string, error) {
	out, err := b.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: &b.name, Key: aws.String(original(clip)), ContentType: aws.String("application/octet-stream"),
	})
	if err != nil {
		return "", fmt.Errorf("begin upload: %w", unavailable(err))
	}
	return string(clip) + "." + base64.RawURLEncoding.EncodeToString([]byte(aws.ToString(out.UploadId))), nil
}

// place is where an upload's parts go.
type place struct{ bucket, key, id *string }

func (b *Bucket) place(upload string) (place, error) {
	clip, name, _ := strings.Cut(upload, ".")
	id, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil || len(id) == 0 {
		return place{}, fmt.Errorf("upload of clip %s was not begun in a bucket", clip)
	}
	return place{bucket: &b.name, key: aws.String(original(belong.ID(clip))), id: aws.String(string(id))}, nil
}

// Size is Incoming's.
func (b *Bucket) Size(ctx context.Context, u belong.Upload) (int64, error) {
	at, err := b.place(u.ID)
	if err != nil {
		return 0, err
	}
	parts, err := b.parts(ctx, at)
	if isMissing(err) { // it was completed, or aborted
		return b.sizeOf(ctx, *at.key)
	}
	if err != nil {
		return 0, fmt.Errorf("size of upload: %w", unavailable(err))
	}
	size := int64(0)
	for _, part := range parts {
		size += aws.ToInt64(part.Size)
	}
	if size == u.Bytes {
		return size, nil
	}
	tail, err := b.sizeOf(ctx, tailKey(u, len(parts)+1))
	if errors.Is(err, belong.ErrNotFound) {
		return size, nil
	}
	return size + tail, err
}

// Append is Incoming's. While one part is sent, the next is read.
func (b *Bucket) Append(ctx context.Context, u belong.Upload, offset int64, r io.Reader) (kept int64, err error) {
	at, err := b.place(u.ID)
	if err != nil {
		return 0, err
	}
	s := &sending{Bucket: b, ctx: context.WithoutCancel(ctx), upload: u, at: at, safe: offset}
	number, tail := int(offset/partSize)+1, offset%partSize
	if tail > 0 {
		object, failed := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: aws.String(tailKey(u, number))})
		if failed != nil {
			return 0, fmt.Errorf("append to upload: %w", unavailable(failed))
		}
		defer func() { err = errors.Join(err, object.Body.Close()) }()
		r = io.MultiReader(io.LimitReader(object.Body, tail), r)
	}
	err = s.send(number, offset-tail, r)
	return s.safe - offset, err
}

// Finish is Incoming's.
func (b *Bucket) Finish(ctx context.Context, u belong.Upload) error {
	at, err := b.place(u.ID)
	if err != nil {
		return err
	}
	parts, err := b.parts(ctx, at)
	if isMissing(err) {
		_, err = b.sizeOf(ctx, *at.key)
		return errors.Join(err, b.dropTails(ctx, u))
	}
	if err != nil {
		return fmt.Errorf("finish upload: %w", unavailable(err))
	}
	whole := make([]types.CompletedPart, len(parts))
	for i, part := range parts {
		whole[i] = types.CompletedPart{ETag: part.ETag, PartNumber: part.PartNumber}
	}
	_, err = b.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: at.bucket, Key: at.key, UploadId: at.id, MultipartUpload: &types.CompletedMultipartUpload{Parts: whole},
	})
	if err != nil {
		return fmt.Errorf("finish upload: %w", unavailable(err))
	}
	return b.dropTails(ctx, u)
}

// Drop is Incoming's.
func (b *Bucket) Drop(ctx context.Context, u belong.Upload) error {
	at, err := b.place(u.ID)
	if err != nil {
		return err
	}
	_, err = b.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: at.bucket, Key: at.key, UploadId: at.id})
	if err != nil && !isMissing(err) {
		return fmt.Errorf("drop upload: %w", unavailable(err))
	}
	return b.dropTails(ctx, u)
}

// parts are those that are there, from the first up to the first that is missing.
func (b *Bucket) parts(ctx context.Context, at place) ([]types.Part, error) {
	var parts []types.Part
	pages := s3.NewListPartsPaginator(b.client, &s3.ListPartsInput{Bucket: at.bucket, Key: at.key, UploadId: at.id})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, part := range page.Parts {
			if int(aws.ToInt32(part.PartNumber)) == len(parts)+1 {
				parts = append(parts, part)
			}
		}
	}
	return parts, nil
}

func (b *Bucket) sizeOf(ctx context.Context, key string) (int64, error) {
	head, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.name, Key: &key})
	if statusOf(err) == http.StatusNotFound { // the answer to a HEAD has no body, hence no code
		return 0, belong.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("size of upload: %w", unavailable(err))
	}
	return aws.ToInt64(head.ContentLength), nil
}

func tails(u belong.Upload) string { return "uploads/" + string(clipOf(u.ID)) + "." }

// tailKey is the key of the bytes that part number begins with.
func tailKey(u belong.Upload, number int) string { return fmt.Sprintf("%s%d", tails(u), number) }

func (b *Bucket) dropTails(ctx context.Context, u belong.Upload) error {
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: aws.String(tails(u))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("tails of upload: %w", unavailable(err))
		}
		for _, tail := range page.Contents {
			if _, err := b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: tail.Key}); err != nil {
				return fmt.Errorf("tails of upload: %w", unavailable(err))
			}
		}
	}
	return nil
}

// isMissing tells whether the store says that it has no such multipart upload. That something on the way doesn't find the
// store is another thing: an upload must not be dropped for it.
func isMissing(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && (api.ErrorCode() == "NoSuchUpload" || api.ErrorCode() == "NoSuchKey")
}

func statusOf(err error) int {
	var answer *smithyhttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}

// unavailable is what a sender may learn of a store that doesn't do what it is asked: to try again.
func unavailable(err error) error {
	if statusOf(err) == http.StatusInsufficientStorage {
		return errFull(err)
	}
	refused := belong.Refuse(belong.Unavailable, "storage", "Videos can't be stored at the moment. Nothing is lost; it goes on in a minute.")
	refused.Err = err
	return refused
}
