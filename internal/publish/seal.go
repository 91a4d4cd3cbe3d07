package publish

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// A Seal closes accounts' keys, so that who reads the database can't post: AES-256 in Galois/Counter mode, with a new
// nonce each time. What was sealed for one channel opens for no other.
type Seal struct{ aead cipher.AEAD }

var errOtherSeal = belong.Refuse(belong.Unavailable, "other_seal_key", "The account's keys were sealed with another seal key. Give Belong that one as BELONG_SEAL_KEY, or connect the account anew.")

// sealKeyBytes is the length of the key that a Seal takes.
const sealKeyBytes = 32

// NewSeal makes a seal of a key as `openssl rand -base64 32` prints it. Without the key nothing that it sealed is ever
// opened again.
func NewSeal(key string) (*Seal, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	if err != nil || len(raw) != sealKeyBytes {
		return nil, errors.New("the seal key has to be 32 bytes in base64, as `openssl rand -base64 32` prints them")
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Seal{aead: aead}, nil
}

func (s *Seal) close(channel belong.ID, keys belong.Credentials) ([]byte, error) {
	plain, err := json.Marshal(keys)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return s.aead.Seal(nil, nil, plain, []byte(channel)), nil
}

func (s *Seal) open(channel belong.ID, sealed []byte) (keys belong.Credentials, err error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(channel))
	if err != nil {
		return nil, errOtherSeal
	}
	if err := json.Unmarshal(plain, &keys); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return keys, nil
}
