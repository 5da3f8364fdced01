// Command stranger shakes hands, but names an address that is not in its folder.
package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("1|1|unix|/var/run/somebody-else.sock|grpc|")
	time.Sleep(time.Hour)
}
