/// Everything of a deleted tenant is erased, in every service, when its time to be restored is over.
package dev.waypost.config.purge;
