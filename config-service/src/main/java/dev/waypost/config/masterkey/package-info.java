/// Master keys: knowing at start that they are the right ones, and sealing everything again under the newest.
package dev.waypost.config.masterkey;
