/// Which master keys are needed for what is kept sealed.
package dev.waypost.send.seal;
