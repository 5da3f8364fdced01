// Command mute is a module that starts and never says a word.
package main

import "time"

func main() { time.Sleep(time.Hour) }
