package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgres is River on Postgres, where several processes may migrate at the same time.
type postgres struct {
	*engineOn[pgx.Tx]
	pool *pgxpool.Pool
}

const migrationLock = 0x62656c6f6e67 // any number that nothing else on the database locks

func (p *postgres) migrate(ctx context.Context) (err error) {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	defer func() {
		_, unlockErr := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
		err = errors.Join(err, unlockErr)
	}()
	return p.engineOn.migrate(ctx)
}

// joinPostgres gives River the transaction that is open on conn, by the connection that lies under it.
func joinPostgres(conn *sql.Conn, _ *sql.Tx, do func(pgx.Tx) error) error {
	return conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection to Postgres is %T", driverConn)
		}
		return do(joined{c.Conn()})
	})
}

type pgxConn = pgx.Conn // under another name, since joined has a method Conn

// joined is a transaction that somebody else began, and will end.
type joined struct{ *pgxConn }

var errJoined = errors.New("queue: the transaction is another's to begin and end")

func (j joined) Begin(context.Context) (pgx.Tx, error) { return nil, errJoined }
func (j joined) Commit(context.Context) error          { return errJoined }
func (j joined) Rollback(context.Context) error        { return errJoined }
func (j joined) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (j joined) Conn() *pgx.Conn                       { return j.pgxConn }
