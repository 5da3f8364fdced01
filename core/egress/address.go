package egress

import "net/netip"

// Outside reports whether an address is one of the public network: neither this machine's nor its network's, nor kept for
// documents, trials or groups, nor one that carries another address in it (IPv4-mapped, NAT64, 6to4, Teredo). After IANA's
// registries of special purpose addresses (RFC 6890) and of IPv6 unicast.
func Outside(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is4In6() {
		return false
	}
	if a.Is6() && !unicast().Contains(a) {
		return false
	}
	for _, p := range inside {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// unicast is all of IPv6 that is given out to networks. Outside of it lie ::1, fc00::/7, fe80::/10, ff00::/8, 64:ff9b::/96.
func unicast() netip.Prefix { return netip.MustParsePrefix("2000::/3") }

// inside is what looks like an address of the public network, and is none.
var inside = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private
	"100.64.0.0/10",    // between a provider and its customers
	"127.0.0.0/8",      // loopback
	"169.254.0.0/16",   // link-local; what clouds tell machines about themselves
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // protocols
	"192.0.2.0/24",     // documents
	"192.88.99.0/24",   // relays of 6to4
	"192.168.0.0/16",   // private
	"198.18.0.0/15",    // trials
	"198.51.100.0/24",  // documents
	"203.0.113.0/24",   // documents
	"224.0.0.0/4",      // groups
	"240.0.0.0/4",      // kept back, and everybody
	"168.63.129.16/32", // public by its number: a machine's own host, in one large cloud
	"2001::/23",        // protocols, Teredo among them
	"2001:db8::/32",    // documents
	"2002::/16",        // 6to4
	"3fff::/20",        // documents
)

func prefixes(all ...string) []netip.Prefix {
	made := make([]netip.Prefix, len(all))
	for i, text := range all {
		made[i] = netip.MustParsePrefix(text)
	}
	return made
}
