package ffmpeg

import (
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math"

	"github.com/belonginstem/belong/internal/sandbox"
)

// The sides of the grid on which a picture's symmetry is looked at.
const gridSide = 24

// grid is a picture's brightness, in gridSide rows of gridSide fields.
type grid [gridSide][gridSide]float64

// liesOnItsSide tells whether the pictures of a storyboard look as if they had been filmed sideways. People who speak to a
// camera are about the same left and right, and not above and below: a head above shoulders, light from above. Where it is
// the other way round, in a picture that is wider than high as a phone's is that was held upright, it is worth a look. It was tried on drawn heads only, so it is a suspicion, no more.
func liesOnItsSide(storyboard string) (bool, error) {
	f, err := sandbox.Open(storyboard)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }() // it was only read
	size, err := jpeg.DecodeConfig(f)
	if err == nil && size.Width*size.Height > maxPixels {
		err = errors.New("too many pixels")
	}
	if err != nil {
		return false, fmt.Errorf("storyboard: %w: %w", ErrFailed, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	img, err := jpeg.Decode(f)
	if err != nil {
		return false, fmt.Errorf("storyboard: %w: %w", ErrFailed, err)
	}
	if b := img.Bounds(); b.Dx()/BoardCells <= b.Dy() {
		return false, nil
	}
	g := average(img)
	leftRight, upDown := g.asymmetry(func(x, y int) (int, int) { return gridSide - 1 - x, y }),
		g.asymmetry(func(x, y int) (int, int) { return x, gridSide - 1 - y })
	return leftRight > leastAsymmetry && leftRight > sidewaysFactor*upDown, nil
}

const (
	// leastAsymmetry is more than compression and a wall that is lit from a window make of a symmetric picture, in steps of
	// brightness from 0 to 255.
	leastAsymmetry = 12.0
	sidewaysFactor = 4.0
)

// average lays all the pictures of the storyboard over each other, so that what moves counts less than what stays.
func average(board image.Image) grid {
	var sum grid
	var n [gridSide][gridSide]int
	b := board.Bounds()
	cell := b.Dx() / BoardCells
	for c := range BoardCells {
		for y := range b.Dy() {
			for x := range cell {
				gx, gy := x*gridSide/cell, y*gridSide/b.Dy()
				sum[gy][gx] += brightnessAt(board, b.Min.X+c*cell+x, b.Min.Y+y)
				n[gy][gx]++
			}
		}
	}
	for y := range sum {
		for x := range sum[y] {
			sum[y][x] /= float64(max(n[y][x], 1))
		}
	}
	return sum
}

func brightnessAt(img image.Image, x, y int) float64 {
	if ycc, ok := img.(*image.YCbCr); ok {
		return float64(ycc.Y[ycc.YOffset(x, y)])
	}
	r, g, b, _ := img.At(x, y).RGBA()
	return (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / 257
}

// asymmetry is by how much the picture differs from its mirror image, on average.
func (g grid) asymmetry(mirror func(x, y int) (int, int)) float64 {
	sum := 0.0
	for y := range g {
		for x := range g[y] {
			mx, my := mirror(x, y)
			sum += math.Abs(g[y][x] - g[my][mx])
		}
	}
	return sum / (gridSide * gridSide)
}
