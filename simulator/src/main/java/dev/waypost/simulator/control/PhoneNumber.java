package dev.waypost.simulator.control;

import java.util.regex.Pattern;

/// A phone number in a control request.
final class PhoneNumber {
    static final Pattern SHAPE = Pattern.compile("\\+?[0-9]{5,15}");
    static final String EXPECTED = "a phone number of 5 to 15 digits, with or without +";

    private PhoneNumber() {}

    static String digits(String number) {
        return number.startsWith("+") ? number.substring(1) : number;
    }
}
