/// GOWA (go-whatsapp-web-multidevice): its devices, as far as they are checked.
package dev.waypost.providers.gowa;
