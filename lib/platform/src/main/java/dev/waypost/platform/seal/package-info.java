/// Which master keys are needed for what a service keeps sealed.
package dev.waypost.platform.seal;
