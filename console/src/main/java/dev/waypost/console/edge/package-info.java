/// What every request passes: the key, the span, the shape of answers and problems.
package dev.waypost.console.edge;
