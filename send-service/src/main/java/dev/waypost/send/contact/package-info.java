/// Who wrote to whom, and when last.
package dev.waypost.send.contact;
