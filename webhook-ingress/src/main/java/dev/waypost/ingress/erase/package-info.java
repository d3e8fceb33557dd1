/// Users that are forgotten: what they wrote, and what tells who they were.
package dev.waypost.ingress.erase;
