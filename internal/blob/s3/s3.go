// Package s3 keeps blobs in a bucket of Amazon S3, or of anything that speaks its language. The bucket is Belong's own,
// private (what may be read is given out as presigned addresses) and not versioned (what is deleted has to be gone).
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/sandbox"
)

// What a Put holds in memory: the first part, one part for each that is being sent, and one that is being read. That is
// six parts, 30 MiB. 10,000 parts of 5 MiB, the most and the least that S3 takes, are 48 GiB.
const (
	partSize    = 5 << 20
	concurrency = 4
)

// abortTimeout is how long a failed Put may take to tell the store that its parts won't be needed.
const abortTimeout = 30 * time.Second

const longestPresign = 7 * 24 * time.Hour // S3's own limit

// Store is a blob.Store in a bucket.
type Store struct {
	bucket string
	client *s3.Client
	upload *transfermanager.Client
	sign   *s3.PresignClient
}

var _ blob.Store = (*Store)(nil)

// New makes a Store, and fails where keys or the region are missing. It does not speak to the store yet: blob.Check does.
func New(ctx context.Context, c Config) (*Store, error) {
	// Checksums only where they are required: many stores don't know the newer ones. What is sent is signed anyway.
	options := []func(*config.LoadOptions) error{
		config.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired),
		config.WithResponseChecksumValidation(aws.ResponseChecksumValidationWhenRequired),
	}
	if c.Region != "" {
		options = append(options, config.WithRegion(c.Region))
	}
	if c.Credentials != nil {
		options = append(options, config.WithCredentialsProvider(c.Credentials))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("storage: AWS configuration: %w", err)
	}
	if loaded.Region == "" {
		return nil, errors.New("storage: the region is missing: add &region=… to the address, or set AWS_REGION")
	}
	if _, err := loaded.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("storage: no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: %w", err)
	}
	client := s3.NewFromConfig(loaded, func(o *s3.Options) {
		o.UsePathStyle = c.PathStyle
		if c.Endpoint != "" {
			o.BaseEndpoint = aws.String(c.Endpoint)
		}
	})
	return &Store{bucket: c.Bucket, client: client, upload: uploader(client), sign: s3.NewPresignClient(client)}, nil
}

func uploader(client *s3.Client) *transfermanager.Client {
	return transfermanager.New(client, func(o *transfermanager.Options) {
		o.PartSizeBytes = partSize
		o.MultipartUploadThreshold = partSize
		o.Concurrency = concurrency
		o.FailTimeout = abortTimeout
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired // the client's own is not asked
	})
}

// Client is the client that the Store uses, for what else has to write to the bucket. Its keys are blob's rules to keep.
func (s *Store) Client() *s3.Client { return s.client }

// Bucket is the name of the bucket.
func (s *Store) Bucket() string { return s.bucket }

// Put is blob.Store's. What is longer than a part goes up in parts, several at a time, and appears with the last.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) error {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	_, err := s.upload.UploadObject(ctx, &transfermanager.UploadObjectInput{
		Bucket:      &s.bucket,
		Key:         &key,
		ContentType: aws.String(blob.ContentType(key)),
		Body:        struct{ io.Reader }{r}, // read it once, from where it is
	})
	return s.explain("put", key, err)
}

// PutFile is blob.Store's.
func (s *Store) PutFile(ctx context.Context, key, path string) (err error) {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	f, err := sandbox.Open(path)
	if err != nil {
		return fmt.Errorf("put blob %s: %w", key, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := s.Put(ctx, key, f); err != nil {
		return err
	}
	return os.Remove(path)
}

// Stat is blob.Store's.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	info, _, err := s.head(ctx, key)
	return info, err
}

// head also tells the ETag, which names what is at the key now.
func (s *Store) head(ctx context.Context, key string) (blob.Info, *string, error) {
	if err := blob.CheckKey(key); err != nil {
		return blob.Info{}, nil, err
	}
	out, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		return blob.Info{}, nil, s.explain("stat", key, err)
	}
	return infoOf(key, out.ContentLength, out.LastModified), out.ETag, nil
}

// Delete is blob.Store's.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: &key})
	if err := s.explain("delete", key, err); !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	return nil
}

// Keys is blob.Store's.
func (s *Store) Keys(ctx context.Context, prefix string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		if err := blob.CheckPrefix(prefix); err != nil {
			yield(blob.Info{}, err)
			return
		}
		pages := s3.NewListObjectsV2Paginator(s.client, &s3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: &prefix})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(blob.Info{}, s.explain("list", prefix, err))
				return
			}
			for _, o := range page.Contents {
				key := aws.ToString(o.Key)
				if blob.IsKey(key) && !yield(infoOf(key, o.Size, o.LastModified), nil) {
					return
				}
			}
		}
	}
}

// Presign is blob.Store's. The address holds the file name that as asks for.
func (s *Store) Presign(ctx context.Context, key string, ttl time.Duration, as blob.As) (string, error) {
	if err := blob.CheckKey(key); err != nil {
		return "", err
	}
	if ttl <= 0 || ttl > longestPresign {
		return "", fmt.Errorf("presign blob %s: for %v, not between nothing and %v", key, ttl, longestPresign)
	}
	in := &s3.GetObjectInput{Bucket: &s.bucket, Key: &key, ResponseContentType: aws.String(as.TypeOf(key))}
	if d := as.Disposition(); d != "" {
		in.ResponseContentDisposition = &d
	}
	out, err := s.sign.PresignGetObject(ctx, in, s3.WithPresignExpires(ttl))
	if err != nil {
		return "", s.explain("presign", key, err)
	}
	return out.URL, nil
}

// AbortStale drops the parts of uploads that were begun before then and never finished, and tells how many. A store keeps
// (and charges) these for ever. Then must lie before any upload that may still go on, resumable ones included.
func (s *Store) AbortStale(ctx context.Context, then time.Time) (int, error) {
	aborted := 0
	pages := s3.NewListMultipartUploadsPaginator(s.client, &s3.ListMultipartUploadsInput{Bucket: &s.bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return aborted, s.explain("list uploads of", s.bucket, err)
		}
		for _, u := range page.Uploads {
			key := aws.ToString(u.Key)
			if !blob.IsKey(key) || !aws.ToTime(u.Initiated).Before(then) {
				continue
			}
			_, err := s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
				Bucket: &s.bucket, Key: &key, UploadId: u.UploadId,
			})
			switch err = s.explain("abort upload of", key, err); {
			case err == nil:
				aborted++
			case !errors.Is(err, blob.ErrNotFound): // it ended meanwhile
				return aborted, err
			}
		}
	}
	return aborted, nil
}

func infoOf(key string, size *int64, modified *time.Time) blob.Info {
	return blob.Info{Key: key, Size: aws.ToInt64(size), ModTime: aws.ToTime(modified).UTC()}
}
