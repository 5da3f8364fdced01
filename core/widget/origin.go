package widget

import (
	"net"
	"net/url"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Origin writes an address as browsers write its origin (RFC 6454): scheme, host in lower case, and the port
// where it is not the scheme's own. People may paste the whole address of a page. Plain http is taken for the
// machine itself only.
func Origin(text string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(u.Host, "*, ;'\"") {
		return "", fault.New(fault.Invalid, "origin-invalid", "Give the address of the site, such as https://www.example.org.")
	}
	scheme, host, port := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()
	if scheme != "https" && (scheme != "http" || !local(host)) {
		return "", fault.New(fault.Invalid, "origin-not-secure", "The site must be reached by https: its address begins with https://.")
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" || scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		return scheme + "://" + host, nil
	}
	return scheme + "://" + host + ":" + port, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
