package dialling

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

func lineOf(status directory.HotlineStatus, channels ...directory.Channel) *directory.Hotline {
	h := &directory.Hotline{Status: status, Channels: channels}
	for i := range h.Channels {
		h.Channels[i].BelongTo(h, Classify(&h.Channels[i]))
	}
	return h
}

func TestAlternatives(t *testing.T) {
	active := directory.HotlineStatusActive
	own := lineOf(active, voice(freeMD), nationally(), voice(ordinary), short(directory.ChannelKindVoice), page(chat))
	pair := lineOf(active, voice(freeUS), voice(freeMD), voice("+37353386030"), page(chat))
	gone := lineOf(directory.HotlineStatusRetired, voice("+442079460000"))
	paired := []*directory.Hotline{nil, own, gone, pair}
	for _, c := range []struct {
		channel int
		from    From
		want    string
	}{
		{0, From{"RO", directory.PhoneKindMobile}, "+37322233309 https://example.org/ +37353386030 080088888 +18883737888"},
		{0, From{"RO", directory.PhoneKindNoPhone}, "https://example.org/"},
		{0, From{"MD", directory.PhoneKindMobile}, ""},
		{2, From{"RO", directory.PhoneKindMobile}, ""},
		{1, From{"MD", directory.PhoneKindForeignSim}, "+37322233309 https://example.org/ +37353386030 +37380077777 +18883737888"},
		{3, From{"TH", directory.PhoneKindLandline}, "https://example.org/ +37380077777 080088888 +37322233309 +18883737888 +37353386030"},
	} {
		var got []string
		for _, ch := range Dial(&own.Channels[c.channel], c.from).Alternatives(paired) {
			got = append(got, ch.Address())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s from %+v:\n got %s\nwant %s", own.Channels[c.channel].Address(), c.from, strings.Join(got, " "), c.want)
		}
	}
}

func TestAtMostTenAlternatives(t *testing.T) {
	channels := []directory.Channel{voice(freeMD)}
	for i := range 20 {
		channels = append(channels, directory.Channel{Kind: chat, URL: directory.URL(fmt.Sprintf("https://example.org/%d", i))})
	}
	own := lineOf(directory.HotlineStatusActive, channels...)
	got := Alternatives(&own.Channels[0], From{"RO", directory.PhoneKindMobile}, nil)
	if len(got) != MaxAlternatives || got[9].URL != "https://example.org/9" {
		t.Errorf("got %d", len(got))
	}
	alone := voice(freeMD)
	if got := Alternatives(&alone, From{"RO", directory.PhoneKindMobile}, nil); len(got) != 0 {
		t.Errorf("a channel without a line: got %d", len(got))
	}
}
