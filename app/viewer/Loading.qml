import QtQuick
import app.ui

// While an episode is written and its first minute is filmed.
FocusScope {
    id: loading
    required property var theatre
    Keys.onEscapePressed: theatre.cancel()

    Image {
        anchors.fill: parent
        source: loading.theatre.backdrop === "" ? "" : "image://stills/" + loading.theatre.backdrop
        fillMode: Image.PreserveAspectCrop
        opacity: 0.6
    }
    Rectangle {
        anchors.fill: parent
        gradient: Gradient {
            GradientStop { position: 0; color: "#800c0a13" }
            GradientStop { position: 0.55; color: "#a60c0a13" }
            GradientStop { position: 1; color: Theme.ink }
        }
    }
    Image {
        anchors.centerIn: parent
        width: 900
        height: 620
        source: "image://stills/glow"
        opacity: 0.35
    }
    Column {
        anchors.centerIn: parent
        width: Math.min(760, parent.width - 120)
        spacing: Theme.md
        Label { text: loading.theatre.overline; color: Theme.gold; anchors.horizontalCenter: parent.horizontalCenter }
        Text {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: loading.theatre.heading
            color: Theme.cream
            font.family: Theme.display
            font.pixelSize: 70
            font.weight: Font.DemiBold
            wrapMode: Text.WordWrap
            lineHeight: 0.92
        }
        Text {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, 620)
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: loading.theatre.logline
            color: Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.lead
            wrapMode: Text.WordWrap
            lineHeight: 1.2
        }
        Item { width: 1; height: Theme.md }
        Progress {
            width: 340
            anchors.horizontalCenter: parent.horizontalCenter
            value: loading.theatre.progress
            Behavior on value { NumberAnimation { duration: Theme.slow; easing.type: Easing.OutCubic } }
        }
        Text {
            anchors.horizontalCenter: parent.horizontalCenter
            text: loading.theatre.step
            color: Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
        }
    }
    Button {
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: 44 }
        text: "Not now"
        quiet: true
        focus: true
        objectName: "cancel"
        onClicked: loading.theatre.cancel()
    }
}
