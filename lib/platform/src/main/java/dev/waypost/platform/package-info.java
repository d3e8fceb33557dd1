/// What makes a process a service of this suite. If it mentions a tenant's rule, it does not belong here.
package dev.waypost.platform;
