package testkit

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// command sends one command to the admin database of a mongod and gives the answer. It speaks the few
// bytes of protocol (OP_MSG) itself, because the driver's client belongs to package mongodb alone, and
// a member that is not yet initiated is no server to a driver.
func command(ctx context.Context, address string, cmd bson.D) (bson.Raw, error) {
	return commandIn(ctx, address, "admin", cmd)
}

// commandIn does the same in any database.
func commandIn(ctx context.Context, address, database string, cmd bson.D) (bson.Raw, error) {
	ctx, cancel := context.WithTimeout(ctx, patience/4) // one that waits for its answer in vain is sent again
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close() //nolint:errcheck // everything has been read
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return nil, err
		}
	}
	body, err := bson.Marshal(append(cmd, bson.E{Key: "$db", Value: database}))
	if err != nil {
		return nil, err
	}
	const opMsg, header = 2013, 16 + 4 + 1 // lengths, ids and opcode; flags; kind of the one section
	message := make([]byte, header, header+len(body))
	message = append(message, body...)
	binary.LittleEndian.PutUint32(message[0:], uint32(len(message))) //nolint:gosec // a few hundred bytes
	binary.LittleEndian.PutUint32(message[4:], 1)
	binary.LittleEndian.PutUint32(message[12:], opMsg)
	if _, err := conn.Write(message); err != nil {
		return nil, err
	}
	head := make([]byte, header)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	size := int(binary.LittleEndian.Uint32(head))
	if size <= header || size > 1<<20 || binary.LittleEndian.Uint32(head[12:]) != opMsg {
		return nil, fmt.Errorf("%s gave no answer to %s", address, cmd[0].Key)
	}
	answer := make(bson.Raw, size-header)
	if _, err := io.ReadFull(conn, answer); err != nil {
		return nil, err
	}
	if ok, is := answer.Lookup("ok").AsInt64OK(); !is || ok != 1 {
		return answer, fmt.Errorf("%s: %s: %s", address, cmd[0].Key, answer.Lookup("errmsg"))
	}
	return answer, nil
}
