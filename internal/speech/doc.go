// Package speech tells what is said in a clip's sound: when somebody speaks, whether the campaign's closing line was said,
// and, where the operator has a transcriber, every word of it. All of it is advice: nothing is refused on its word.
//
// The sound is always a WAV that our own ffmpeg wrote: 16 kHz, one channel, signed 16 bit.
package speech
