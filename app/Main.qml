pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import app.ui
import app.viewer
import app.settings

// The window: one screen at a time, the settings drawer over it, and a sentence above all.
Window {
    id: window
    required property var theatre
    required property var home
    required property var who
    required property var player
    required property var settings

    width: 1280
    height: 720
    minimumWidth: 960
    minimumHeight: 600
    visible: true
    color: Theme.ink
    title: theatre.screen === "player" && player.title !== "" ? player.title + " · Otherwise" : "Otherwise"
    visibility: theatre.fullscreen ? Window.FullScreen : Window.Windowed

    component Place: FocusScope {
        required property string name
        readonly property bool open: window.theatre.screen === name
        anchors.fill: parent
        opacity: open ? 1 : 0
        visible: opacity > 0
        enabled: open && !window.theatre.drawer
        focus: open && !window.theatre.drawer
        onOpenChanged: if (open) forceActiveFocus()
        Behavior on opacity { NumberAnimation { duration: Theme.calm } }
    }

    Place {
        name: "home"
        Home { anchors.fill: parent; focus: true; home: window.home; theatre: window.theatre }
    }
    Place {
        name: "who"
        Who { anchors.fill: parent; focus: true; who: window.who }
    }
    Place {
        name: "loading"
        Loading { anchors.fill: parent; focus: true; theatre: window.theatre }
    }
    Place {
        name: "player"
        Player { anchors.fill: parent; focus: true; player: window.player; theatre: window.theatre }
    }
    Settings {
        id: drawer
        anchors.fill: parent
        settings: window.settings
        open: window.theatre.drawer
        focus: window.theatre.drawer
        onClosed: window.theatre.set_drawer(false)
        onOpenChanged: if (open) drawer.forceActiveFocus()
    }
    Toast {
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: window.theatre.screen === "player" ? 78 : 24 }
        speaking: window.theatre.speaking
        sentence: window.theatre.sentence
        grave: window.theatre.grave
        onDismissed: window.theatre.hush()
    }
}
