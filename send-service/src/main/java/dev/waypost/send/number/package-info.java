/// Who a message is for, whatever way that is written.
package dev.waypost.send.number;
