package notice

import "github.com/ribambelle/ribambelle/sdk"

// CoreKinds are what the core itself tells people.
func CoreKinds() []sdk.NoticeKind { return nil }
