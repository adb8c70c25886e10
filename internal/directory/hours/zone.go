package hours

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// zones keeps one location for each zone name that loaded, because a location
// weighs some kilobytes and thousands of schedules share a few hundred. Only
// names the database knows get in, so it cannot grow beyond it.
var zones sync.Map

// notPlaces are names under which a zone database may carry the settings of
// the machine or a stand-in instead of the clock of a place.
var notPlaces = map[string]bool{"Local": true, "localtime": true, "Factory": true, "posixrules": true}

// location finds the zone with an IANA name. The empty name is not UTC here,
// it is an unknown zone, and is refused as are the names that mean whatever
// the machine is set to.
func location(name string) (*time.Location, error) {
	if name == "" {
		return nil, errors.New("the time zone is not known")
	}
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location), nil
	}
	// The posix and right trees repeat the zones, the latter with leap seconds
	// counted, which would put every answer half a minute off.
	if notPlaces[name] || strings.HasPrefix(name, "posix/") || strings.HasPrefix(name, "right/") {
		return nil, fmt.Errorf("%.60q is not the name of a time zone of a place", name)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%.60q is not in the IANA time zone database", name)
	}
	shared, _ := zones.LoadOrStore(name, l)
	return shared.(*time.Location), nil
}
