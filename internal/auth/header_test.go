package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestBearer(t *testing.T) {
	for name, c := range map[string]struct {
		headers []string
		token   string
		ok      bool
	}{
		"one token":                 {[]string{"Bearer abc"}, "abc", true},
		"scheme in any case":        {[]string{"bEARER abc"}, "abc", true},
		"several spaces":            {[]string{"Bearer   abc  "}, "abc", true},
		"visible ASCII":             {[]string{"Bearer a!~-._+/=,"}, "a!~-._+/=,", true},
		"as long as may be":         {[]string{"Bearer " + strings.Repeat("a", maxHeader-7)}, strings.Repeat("a", maxHeader-7), true},
		"a byte longer":             {[]string{"Bearer " + strings.Repeat("a", maxHeader-6)}, "", false},
		"none":                      {nil, "", false},
		"empty":                     {[]string{""}, "", false},
		"scheme alone":              {[]string{"Bearer"}, "", false},
		"scheme and space":          {[]string{"Bearer "}, "", false},
		"token alone":               {[]string{"abc"}, "", false},
		"another scheme":            {[]string{"Basic YTpi"}, "", false},
		"a scheme that begins so":   {[]string{"BearerX abc"}, "", false},
		"tab for space":             {[]string{"Bearer\tabc"}, "", false},
		"two tokens":                {[]string{"Bearer abc def"}, "", false},
		"two credentials in one":    {[]string{"Bearer abc, Bearer def"}, "", false},
		"two headers":               {[]string{"Bearer abc", "Bearer abc"}, "", false},
		"two headers, one empty":    {[]string{"Bearer abc", ""}, "", false},
		"control character":         {[]string{"Bearer ab\x00c"}, "", false},
		"delete":                    {[]string{"Bearer ab\x7fc"}, "", false},
		"not ASCII":                 {[]string{"Bearer abç"}, "", false},
		"Kelvin sign in the scheme": {[]string{"Bea\u212aer abc"}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			if token, ok := bearer(c.headers); ok != c.ok || ok && token != c.token {
				t.Errorf("got %q, %v", token, ok)
			}
		})
	}
}

func FuzzBearer(f *testing.F) {
	for _, seed := range []string{"", "Bearer abc", "bearer  a.b.c ", "Basic YTpi", "Bearer a b", "Bearer \xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		token, ok := bearer([]string{header})
		if !ok {
			return
		}
		if !visible(token) || len(header) > maxHeader || !strings.EqualFold(header[:7], "Bearer ") || !strings.Contains(header, token) {
			t.Errorf("%q gives %q", header, token)
		}
		if again, ok := bearer([]string{"Bearer " + token}); !ok || again != token {
			t.Errorf("%q does not give %q again", header, token)
		}
		if _, ok := bearer([]string{header, header}); ok {
			t.Errorf("%q is accepted twice", header)
		}
	})
}

func TestMiddlewareTellsWhoCallsOrEndsTheRequest(t *testing.T) {
	s, at := newShelf(t), newClock(noon)
	s.putOrganization(t, organizationID, directory.RecordStatePublished)
	secret := secretOf(t, 1)
	s.putToken(t, editorToken(secret), directory.RecordStateActive)
	a := newAuthenticator(t, Options{Store: s, Now: at.function(), OperatorToken: "operator's-own"})
	editor := directory.Actor{ID: string(IDOf(secret)), Role: directory.RoleEditor, Organization: organizationID}

	for name, c := range map[string]struct {
		headers []string
		status  int
		actor   directory.Actor
	}{
		"no header":        {nil, 200, directory.Anonymous()},
		"a good token":     {[]string{"Bearer " + secret}, 200, editor},
		"the operator's":   {[]string{"Bearer operator's-own"}, 200, directory.Actor{ID: OperatorID, Role: directory.RoleAdmin}},
		"a wrong token":    {[]string{"Bearer " + secretOf(t, 2)}, 401, directory.Actor{}},
		"an empty header":  {[]string{""}, 401, directory.Actor{}},
		"another scheme":   {[]string{"Basic YTpi"}, 401, directory.Actor{}},
		"a good one twice": {[]string{"Bearer " + secret, "Bearer " + secret}, 401, directory.Actor{}},
		"a good and a bad": {[]string{"Bearer " + secret, "Basic YTpi"}, 401, directory.Actor{}},
		"more than 8 KiB":  {[]string{"Bearer " + strings.Repeat("a", maxHeader)}, 401, directory.Actor{}},
		"bh_ without rest": {[]string{"Bearer bh_"}, 401, directory.Actor{}},
	} {
		t.Run(name, func(t *testing.T) {
			var got directory.Actor
			h := a.Middleware(func(w http.ResponseWriter, _ *http.Request, err error) {
				if err.Error() != refusal().Error() {
					t.Errorf("another error: %v", err)
				}
				w.WriteHeader(http.StatusUnauthorized)
			})(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = ActorOf(r.Context()) }))
			r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
			if c.headers != nil {
				r.Header["Authorization"] = c.headers
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || (w.Code == 401) != (w.Header().Get("WWW-Authenticate") == "Bearer") {
				t.Errorf("status %d, WWW-Authenticate %q", w.Code, w.Header().Get("WWW-Authenticate"))
			}
			if diff := cmp.Diff(c.actor, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMiddlewareAsksForNoCredentialsWhenTheStoreIsDown(t *testing.T) {
	s := newShelf(t)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := newAuthenticator(t, Options{Store: s, Now: newClock(noon).function()})
	var got error
	h := a.Middleware(func(_ http.ResponseWriter, _ *http.Request, err error) { got = err })(
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request went on") }))
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	r.Header.Set("Authorization", "Bearer "+secretOf(t, 1))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if directory.CodeOf(got) != directory.Unavailable || w.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("%v, %v", got, w.Header())
	}
}

func TestActorOfAContextThatSaysNothingIsAnonymous(t *testing.T) {
	if diff := cmp.Diff(directory.Anonymous(), ActorOf(t.Context())); diff != "" {
		t.Error(diff)
	}
	want := directory.Actor{ID: "x", Role: directory.RoleReviewer}
	if diff := cmp.Diff(want, ActorOf(With(t.Context(), want))); diff != "" {
		t.Error(diff)
	}
}
