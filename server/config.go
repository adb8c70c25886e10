package main

import "time"

// Config is every setting of the server. Each is a flag and an environment variable of the same name; a
// flag wins, and an empty variable counts as not set. config_check.go says what is accepted.
type Config struct {
	Address      string `group:"Network" env:"BLUEHEART_ADDRESS" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the API listens. Port 0 picks a free one; the address is printed."`
	DebugAddress string `group:"Network" env:"BLUEHEART_DEBUG_ADDRESS" default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Where metrics and profiles listen: a loopback address, or off. It is logged."`

	AllowedOrigins []string      `group:"Network" env:"BLUEHEART_ALLOWED_ORIGINS" placeholder:"ORIGIN" help:"Origins whose pages may read the API, send tokens and change things. Default: every page may read, and none may do more."`
	TrustedProxies []network     `group:"Network" env:"BLUEHEART_TRUSTED_PROXIES" placeholder:"CIDR" help:"Proxies whose X-Forwarded-For is believed, as addresses or networks."`
	MaxConnections int           `group:"Network" env:"BLUEHEART_MAX_CONNECTIONS" default:"4096" help:"Connections open at once; more wait to be accepted."`
	Grace          time.Duration `group:"Network" env:"BLUEHEART_GRACE" default:"5s" help:"How long to go on serving after a signal to stop, with /readyz already at 503, so that load balancers notice."`
	Drain          time.Duration `group:"Network" env:"BLUEHEART_DRAIN" default:"20s" help:"How long requests under way may take after that."`

	DataDir        string `group:"Data" env:"BLUEHEART_DATA_DIR" default:"data" placeholder:"DIR" help:"Folder of the embedded store, made when missing."`
	MongoDBURI     secret `group:"Data" name:"mongodb-uri" env:"BLUEHEART_MONGODB_URI" placeholder:"URI" help:"Keep the directory in this MongoDB database instead; without a path the database is blueheart."`
	MongoDBURIFile string `group:"Data" name:"mongodb-uri-file" env:"BLUEHEART_MONGODB_URI_FILE" placeholder:"FILE" help:"File that holds the MongoDB URI."`
	Founding       bool   `group:"Data" env:"BLUEHEART_FOUNDING" default:"true" negatable:"" help:"Load the founding data into an empty store."`
	FromSnapshot   string `group:"Data" env:"BLUEHEART_FROM_SNAPSHOT" placeholder:"FILE" help:"Serve this signed copy of a directory, to read only, without a store: an export directory.json with its signature beside it, as a mirror keeps them in DIR/current. It is followed when another edition takes its place."`
	SnapshotKey    string `group:"Data" env:"BLUEHEART_SNAPSHOT_KEY" placeholder:"FILE" help:"File with the public key that must have signed the copy. Default: the one trusted by the mirror in whose folder it is."`
	Licence        string `group:"Data" env:"BLUEHEART_LICENCE" default:"Apache-2.0" placeholder:"SPDX" help:"Licence of the data, as the API states it."`
	Attribution    string `group:"Data" env:"BLUEHEART_ATTRIBUTION" default:"Blue Heart federation directory" placeholder:"TEXT" help:"How to name the source of the data."`
	SigningKey     secret `group:"Data" env:"BLUEHEART_SIGNING_KEY" placeholder:"PEM" help:"Ed25519 private key that signs exports, PKCS #8 in PEM form. In a file it is safer than here."`
	SigningKeyFile string `group:"Data" env:"BLUEHEART_SIGNING_KEY_FILE" placeholder:"FILE" help:"File that holds the key."`
	WordingDir     string `group:"Data" env:"BLUEHEART_WORDING_DIR" placeholder:"DIR" help:"Folder with display texts in more languages, a file such as uk.json for each, as in internal/wording/texts."`

	ExitURL string `group:"Pages" name:"exit-url" env:"BLUEHEART_EXIT_URL" placeholder:"URL" help:"Where the exit button leads. The pages say that it is a weather page; take one that loads quickly. Default: the World Weather Information Service."`

	AdminToken     secret `group:"People" env:"BLUEHEART_ADMIN_TOKEN" placeholder:"TOKEN" help:"Token of the first administrator. In a file it is safer than here."`
	AdminTokenFile string `group:"People" env:"BLUEHEART_ADMIN_TOKEN_FILE" placeholder:"FILE" help:"File that holds the token."`

	OIDCIssuer    string   `group:"People" name:"oidc-issuer" env:"BLUEHEART_OIDC_ISSUER" placeholder:"URL" help:"OpenID Connect provider that staff sign in with. Its ID tokens are shown as Bearer tokens."`
	OIDCAudience  string   `group:"People" name:"oidc-audience" env:"BLUEHEART_OIDC_AUDIENCE" placeholder:"ID" help:"Our client id at the provider."`
	OIDCRoleClaim string   `group:"People" name:"oidc-role-claim" env:"BLUEHEART_OIDC_ROLE_CLAIM" default:"roles" placeholder:"CLAIM" help:"Claim that holds the roles of a person, with dots into nested ones."`
	OIDCReviewers []string `group:"People" name:"oidc-reviewers" env:"BLUEHEART_OIDC_REVIEWERS" default:"reviewer" placeholder:"ROLE" help:"Roles that make a REVIEWER."`
	OIDCAdmins    []string `group:"People" name:"oidc-admins" env:"BLUEHEART_OIDC_ADMINS" default:"admin" placeholder:"ROLE" help:"Roles that make an ADMIN."`

	DueDays      int           `group:"Freshness" env:"BLUEHEART_DUE_DAYS" default:"90" help:"Days after which a verified entry is due for a check."`
	StaleDays    int           `group:"Freshness" env:"BLUEHEART_STALE_DAYS" default:"180" help:"Days after which it is stale."`
	PollInterval time.Duration `group:"Freshness" env:"BLUEHEART_POLL_INTERVAL" default:"1s" help:"How often the store is asked whether the directory has changed."`
	FullInterval time.Duration `group:"Freshness" env:"BLUEHEART_FULL_INTERVAL" default:"10m" help:"How often every record's version is compared, and what a crash left half done is finished."`

	MaxAge           time.Duration `group:"Limits" env:"BLUEHEART_MAX_AGE" default:"30s" help:"How long caches between us and readers may keep an answer before they ask again: whole seconds."`
	RateLimit        budget        `group:"Limits" env:"BLUEHEART_RATE_LIMIT" default:"60000" placeholder:"COST" help:"Cost per minute and client, or off. A page of twenty hotlines costs some hundreds."`
	BodyLimit        byteSize      `group:"Limits" env:"BLUEHEART_BODY_LIMIT" default:"64KiB" placeholder:"SIZE" help:"Size of a request."`
	TokenLimit       int           `group:"Limits" env:"BLUEHEART_TOKEN_LIMIT" default:"2000" help:"Lexical tokens in a document."`
	DepthLimit       int           `group:"Limits" env:"BLUEHEART_DEPTH_LIMIT" default:"12" help:"Nested fields."`
	AliasLimit       int           `group:"Limits" env:"BLUEHEART_ALIAS_LIMIT" default:"30" help:"Aliases in one selection set."`
	CostLimit        int           `group:"Limits" env:"BLUEHEART_COST_LIMIT" default:"50000" help:"Cost of one operation."`
	OperationTimeout time.Duration `group:"Limits" env:"BLUEHEART_OPERATION_TIMEOUT" default:"10s" help:"Time for one operation."`
	MaxStreams       budget        `group:"Limits" env:"BLUEHEART_MAX_STREAMS" default:"1000" placeholder:"N" help:"Event streams open at once, or off. Each holds a connection, so no more than half of these are given to streams."`
	ClientStreams    int           `group:"Limits" env:"BLUEHEART_CLIENT_STREAMS" default:"10" help:"Event streams that one client may have."`

	AnswerCache   byteSize `group:"Memory" env:"BLUEHEART_ANSWER_CACHE" default:"64MiB" placeholder:"SIZE" help:"Memory for finished answers, or off."`
	DocumentCache byteSize `group:"Memory" env:"BLUEHEART_DOCUMENT_CACHE" default:"32MiB" placeholder:"SIZE" help:"Memory for parsed documents."`
	MemoryLimit   byteSize `group:"Memory" env:"BLUEHEART_MEMORY_LIMIT" default:"off" placeholder:"SIZE" help:"Memory to stay within where possible, such as nine tenths of a container's, or off. GOMEMLIMIT wins."`

	LogLevel    string `group:"Log" env:"BLUEHEART_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"What to log: ${enum}."`
	LogRequests sample `group:"Log" env:"BLUEHEART_LOG_REQUESTS" default:"1" placeholder:"N" help:"Log every n-th request, or off. Failures are always logged."`
}
