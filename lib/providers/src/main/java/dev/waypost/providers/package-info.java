/// How the suite speaks to WhatsApp: capabilities at the top, one package per provider below.
package dev.waypost.providers;
