package questionnaire

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

const notVersion = "%q is not a version: three numbers such as 1.0.0 are expected"

// Version is a semantic version: a change of wording raises Patch, an added item Minor, anything that makes
// scores incomparable Major.
type Version struct{ Major, Minor, Patch int }

// ParseVersion reads three numbers separated by dots.
func ParseVersion(text string) (Version, error) {
	parts := strings.Split(text, ".")
	numbers := make([]int, 0, 3)
	for _, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || strconv.Itoa(n) != p || n < 0 || n > 999999 {
			break
		}
		numbers = append(numbers, n)
	}
	if len(parts) != 3 || len(numbers) != 3 {
		return Version{}, fmt.Errorf(notVersion, text)
	}
	return Version{numbers[0], numbers[1], numbers[2]}, nil
}

// Compare is negative when v is older than other.
func (v Version) Compare(other Version) int {
	return cmp.Or(cmp.Compare(v.Major, other.Major), cmp.Compare(v.Minor, other.Minor), cmp.Compare(v.Patch, other.Patch))
}
