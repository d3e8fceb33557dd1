/// Past events, delivered once more: by time and kind, as operations that outlive their call.
package dev.waypost.ingress.replay;
