package belong

import "time"

// A User is a member of staff.
type User struct {
	ID           ID
	Email        string // lower case; how they log in
	Role         Role
	PasswordHash string // argon2id; empty until they chose one
	CreatedAt    time.Time
}

// A Role is what a member of staff may do.
type Role string

// The roles. An admin may do everything.
const (
	Admin     Role = "admin"
	Moderator Role = "moderator"
	Scheduler Role = "scheduler"
)

// Valid tells whether there is such a role.
func (r Role) Valid() bool { return r == Admin || r == Moderator || r == Scheduler }

// May tells whether somebody in role r may do what needs role needed.
func (r Role) May(needed Role) bool { return r == needed || r == Admin }
