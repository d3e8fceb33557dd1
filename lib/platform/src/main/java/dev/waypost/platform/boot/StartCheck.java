package dev.waypost.platform.boot;

/// Something that must hold before a service opens its doors; throws `SettingsRefused` with one line when it does not.
public interface StartCheck {
    void check();
}
