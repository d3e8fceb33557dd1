/// Who gets what users write: the hub's tree as a picture, gateways, and which user a gateway has locked to whom.
package dev.waypost.console.web.hub;
