/// Tells send-service which users wrote, for the 24-hour window.
package dev.waypost.ingress.contact;
