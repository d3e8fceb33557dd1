/// Users that are forgotten, and who asked for it.
package dev.waypost.send.erase;
