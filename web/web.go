// Package web is what a browser gets: pages, their styles and scripts, and the words in every language. It knows no other
// package of Belong.
package web
