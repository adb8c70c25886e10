package outbound

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"testing"
)

// names answers look-ups from a function: no addresses at all means that there is no such name.
func names(t *testing.T, lookup func(name string) []string) *net.Resolver {
	t.Helper()
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe() // no packet connection, so messages have a length before them (RFC 1035 section 4.2.2)
		go func() {
			defer func() { _ = theirs.Close() }()
			for {
				var size [2]byte
				if _, err := io.ReadFull(theirs, size[:]); err != nil {
					return
				}
				query := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(theirs, query); err != nil {
					return
				}
				reply := answerTo(query, lookup)
				binary.BigEndian.PutUint16(size[:], short(len(reply)))
				if _, err := theirs.Write(append(size[:], reply...)); err != nil {
					return
				}
			}
		}()
		return ours, nil
	}}
}

// answerTo makes the reply to a query with one question.
func answerTo(query []byte, lookup func(string) []string) []byte {
	const header = 12
	name, at := "", header
	for query[at] != 0 {
		n := int(query[at])
		name += string(query[at+1:at+1+n]) + "."
		at += 1 + n
	}
	kind, end := binary.BigEndian.Uint16(query[at+1:]), at+5
	found := lookup(name[:len(name)-1])
	flags := uint16(0x8180)
	if found == nil {
		flags |= 3 // no such name
	}
	var records []byte
	count := uint16(0)
	for _, s := range found {
		address := netip.MustParseAddr(s)
		if want := map[bool]uint16{true: 1, false: 28}[address.Is4()]; want != kind {
			continue
		}
		count++
		records = append(records, 0xc0, header) // the name of the question
		records = binary.BigEndian.AppendUint16(records, kind)
		records = append(records, 0, 1, 0, 0, 0, 0)
		records = binary.BigEndian.AppendUint16(records, short(len(address.AsSlice())))
		records = append(records, address.AsSlice()...)
	}
	reply := append([]byte(nil), query[:2]...)
	for _, n := range []uint16{flags, 1, count, 0, 0} {
		reply = binary.BigEndian.AppendUint16(reply, n)
	}
	reply = append(reply, query[header:end]...)
	return append(reply, records...)
}

// here is a resolver to which every name is this machine.
func here(t *testing.T) *net.Resolver {
	return names(t, func(string) []string { return []string{"127.0.0.1"} })
}

// short gives a length as DNS writes it.
func short(n int) uint16 {
	return uint16(n & 0xffff)
}
