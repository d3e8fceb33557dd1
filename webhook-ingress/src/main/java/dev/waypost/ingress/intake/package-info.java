/// What a verified webhook becomes in the database, and how it gets there: all of it or nothing, many at a time.
package dev.waypost.ingress.intake;
